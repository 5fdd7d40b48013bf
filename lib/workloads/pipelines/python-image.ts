import { ImageName } from '../../core/image';

/** Python with its standard library, for programs of our own that need no more. */
export const pythonImage: ImageName = 'docker.io/library/python:3.12.11-alpine3.22';
