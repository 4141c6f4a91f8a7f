/** Where app groups live. */
export interface TeamAddress {
  readonly teamId: string;
  readonly regionName: string;
}

/** One app group of a team in a region. */
export interface AppAddress extends TeamAddress {
  readonly appId: number;
}

/** The path of a team in a region, below `/openapi/v1`. */
export const teamPath = (at: TeamAddress): string =>
  `/teams/${encodeURIComponent(at.teamId)}/regions/${encodeURIComponent(at.regionName)}`;

/** The path of an app group. */
export const appPath = (at: AppAddress): string => `${teamPath(at)}/apps/${at.appId}`;

/** The path of a component in its app group. */
export const componentPath = (at: AppAddress, serviceId: string): string =>
  `${appPath(at)}/services/${encodeURIComponent(serviceId)}`;
