import { parseImage, showImage } from '../../lib/core/image';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['nginx:1.27', { registry: 'docker.io', repository: 'library/nginx', tag: '1.27' }],
  ['nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['docker.io/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['kubeflow/trainer:v2', { registry: 'docker.io', repository: 'kubeflow/trainer', tag: 'v2' }],
  ['ghcr.io/a/b/c:v1.0_x', { registry: 'ghcr.io', repository: 'a/b/c', tag: 'v1.0_x' }],
  ['localhost/a:1', { registry: 'localhost', repository: 'a', tag: '1' }],
  ['localhost:5000/a:1', { registry: 'localhost:5000', repository: 'a', tag: '1' }],
  ['r.example.com:443/a__b/c-d:1', { registry: 'r.example.com:443', repository: 'a__b/c-d', tag: '1' }],
  [`ghcr.io/a/b@${digest}`, { registry: 'ghcr.io', repository: 'a/b', digest }],
  [`ghcr.io/a/b:v1@${digest}`, { registry: 'ghcr.io', repository: 'a/b', tag: 'v1', digest }],
])('%s is taken apart', (name, parts) => {
  expect(parseImage(name)).toEqual(parts);
});

test.each([
  '',
  ':1',
  'a:',
  'a b:1',
  'a//b:1',
  '/a:1',
  'a/:1',
  'ghcr.io/UPPER/x:1',
  'Upper:1',
  'https://ghcr.io/a/b:1',
  'a-:1',
  'a:-1',
  `a:${'x'.repeat(129)}`,
  'a@sha256:abc',
  `a@sha256:${'g'.repeat(64)}`,
  `a@md5:${'0'.repeat(64)}`,
  'a:1\n',
])('%j is not an image', (name) => {
  expect(parseImage(name)).toBeUndefined();
});

test.each(['docker.io/library/nginx:1', `ghcr.io/a/b:v1@${digest}`, `r.example:5000/a@${digest}`])(
  '%s is put together again',
  (name) => {
    const parts = parseImage(name);
    expect(parts === undefined ? undefined : showImage(parts)).toBe(name);
  },
);
