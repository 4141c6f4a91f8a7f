export { restoreImages } from "./restore";
export { upgrade } from "./upgrade";
