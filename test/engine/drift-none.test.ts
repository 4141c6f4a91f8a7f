import { expectCalmLife } from "./calm-life";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

test("after a create, an upgrade, a resume and an adoption, and after a refresh of all that, none of the commands sees a change, twice", () =>
  expectCalmLife(stage, [stage.info.appModelId]));
