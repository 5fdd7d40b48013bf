/** The SeaweedFS release that is installed. */
export const version = '4.53';

/** The image of that release. */
export const image = `docker.io/chrislusf/seaweedfs:${version}` as const;
