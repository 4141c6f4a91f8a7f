export { mendVersions } from "./mend-versions";
