import { RootConstruct } from 'constructs';
import { report } from '../lib/core';
import { listed, shown, suggestion } from '../lib/core/words';

/** The configuration of a stack, as Pulumi hands it to a program. */
export interface StackConfig {
  /** Name of the stack. */
  readonly stack: string;
  /** All values by their full keys. Those that are no texts in the stack's file are JSON here. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether a key is kept encrypted. */
  readonly isSecret: (key: string) => boolean;
}

/** The part before the colon of keys that are ours. */
export const settingsNamespace = 'keelson';

/** Reads the settings of a stack, and collects all that is wrong with them. It never shows what is encrypted. */
export class SettingsReader {
  /** Carries what is wrong, so that settings and props are checked by the same functions. */
  readonly scope = new RootConstruct();

  /** Names of the settings that were asked for. */
  readonly asked = new Set<string>();

  constructor(private readonly config: StackConfig) {}

  /** What is wrong so far. */
  get problems(): string[] {
    return this.scope.node.validate();
  }

  /** The full key of a setting. */
  key(name: string): string {
    return `${settingsNamespace}:${name}`;
  }

  /** Records something that is wrong. */
  wrong(message: string): void {
    report(this.scope, message);
  }

  /** Whether a setting is kept encrypted. */
  isSecret(name: string): boolean {
    return this.config.isSecret(this.key(name));
  }

  /** The text of a setting, also if it is encrypted. */
  raw(name: string): string | undefined {
    this.asked.add(name);
    return Object.hasOwn(this.config.values, this.key(name)) ? this.config.values[this.key(name)] : undefined;
  }

  /** The text of a setting that holds nothing secret. */
  text(name: string, advice = `pulumi config set ${this.key(name)} <value>`): string | undefined {
    const value = this.raw(name);
    if (value === undefined || !this.isSecret(name)) return value;
    this.wrong(`"${this.key(name)}" is encrypted, but holds nothing secret; run: ${advice}`);
    return undefined;
  }

  /** The value of a setting that is written as JSON, or as YAML in the stack's file. */
  structured(name: string, allowed: string, advice: string): unknown {
    const text = this.text(name, advice);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      this.wrong(`"${this.key(name)}" is ${shown(text)}, must be ${allowed}; run: ${advice}`);
      return undefined;
    }
  }

  /** Refuses fields of a structured value that it cannot have. */
  checkFields(at: string, value: object, names: readonly string[]): boolean {
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    for (const name of unknown) {
      const hint = suggestion(name, names) || `, there are ${listed(names)}`;
      this.wrong(`"${at}" has ${shown(name)}, which is no field of it${hint}`);
    }
    return unknown.length === 0;
  }

  /** A list. Reports what is none. */
  list(name: string, allowed: string, advice: string): readonly unknown[] | undefined {
    const before = this.problems.length;
    const value = this.structured(name, allowed, advice);
    if (Array.isArray(value)) return value as unknown[];
    const given = this.raw(name) !== undefined && this.problems.length === before;
    if (given) this.wrong(`"${this.key(name)}" is ${shown(value)}, must be ${allowed}; run: ${advice}`);
    return undefined;
  }
}
