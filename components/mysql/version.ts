/** The MySQL release that is installed: of the line with long-term support. */
export const version = '8.4.8';

/** The image of that release. */
export const image = `docker.io/library/mysql:${version}` as const;
