import { settingsNamespace, StackConfig } from './settings-reader';

/** What takes the place of a setting of Pulumi's own Kubernetes provider. */
const instead: Readonly<Partial<Record<string, string>>> = {
  'kubernetes:kubeconfig': `${settingsNamespace}:kubeconfig`,
  'kubernetes:context': `${settingsNamespace}:context`,
};

/** What is not wrong, but does nothing: settings of the provider that Pulumi makes by itself, which is not used here. */
export function settingsHints({ values }: StackConfig): string[] {
  return Object.keys(values)
    .filter((key) => key.startsWith('kubernetes:'))
    .map((key) => {
      const other = instead[key];
      const remove = `pulumi config rm ${key}`;
      const advice = other === undefined ? remove : `${remove}, then: pulumi config set ${other} <value>`;
      return `"${key}" does nothing here, because the program makes a provider of its own; run: ${advice}`;
    });
}
