import { Yaml } from 'cdk8s';

/** A document with sorted keys. */
export function toYaml(document: object): string {
  return Yaml.stringify(document);
}
