import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Forbids imports from folders that build on this one. */
function mayNotImport(files, folders, why) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: `^(\\.\\./)+(lib/)?(${folders.join('|')})(/|$)`, message: why }] },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['build/', 'dist/', 'node_modules/', 'coverage/', '.work/', 'test/types/wrong/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'ThrowStatement > :matches(NewExpression, CallExpression)[callee.name=/Error$/][callee.name!=/^(Validation|Synthesis|Usage)Error$/]',
          message: 'Throw a ValidationError, or report() it to its construct.',
        },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Constructs live by being made.
      'no-new': 'off',
    },
  },
  mayNotImport(
    ['lib/core/**/*.ts'],
    ['api', 'workloads', 'pulumi', 'components', 'stacks', 'examples', 'test'],
    'lib/core is the base: it imports nothing of the project.',
  ),
  mayNotImport(
    ['lib/api/**/*.ts'],
    ['workloads', 'pulumi', 'components', 'stacks', 'examples', 'test'],
    'lib/api imports lib/core alone.',
  ),
  mayNotImport(
    ['lib/workloads/**/*.ts'],
    ['pulumi', 'components', 'stacks', 'examples', 'test'],
    'lib/workloads imports lib/core and lib/api alone.',
  ),
  {
    files: ['components/*/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.\\./(?!\\.\\./lib/(core|api)(/|$))',
              message:
                'Components import lib/core and lib/api alone. What one needs of another is a capability in lib/core.',
            },
          ],
        },
      ],
    },
  },
  mayNotImport(['stacks/**/*.ts'], ['examples', 'test'], 'stacks import lib and components alone.'),
  {
    files: ['test/**/*.ts', 'examples/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  // Tests throw what they please.
  { files: ['test/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // Wrong pipelines, as a program without types writes them.
  {
    files: ['test/bad-input/pipelines-{flow,kubernetes,options,tasks,base}.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  // Loads modules when a measurement asks for them.
  { files: ['test/bench/scenarios.ts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['**/*.js'], languageOptions: { globals: { module: 'writable', require: 'readonly' } } },
);
