import { appKind } from "../kinds/app";
import { marketAppKind } from "../kinds/market-app";
import { providerFor } from "./resource-provider";

/** What the `__provider` text of `MarketApp` asks for. The name is in every state ever written: it can't change. */
export const marketApp = providerFor(marketAppKind);

/** What the `__provider` text of `App` asks for. The name is in every state ever written: it can't change. */
export const app = providerFor(appKind);
