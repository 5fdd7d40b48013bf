import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** One request that the API server has answered: the fields of `audit.k8s.io/v1` that tests look at. */
export interface AuditEvent {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly apiVersion?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number; readonly reason?: string; readonly message?: string };
  /** `authorization.k8s.io/decision` is `allow` or `forbid`. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Who asked for what, without bodies: enough to see each right that somebody lacks. */
export function writeAuditPolicy(path: string): void {
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata' }],
  };
  writeFileSync(path, JSON.stringify(policy));
}

/** @returns the events so far, oldest first. */
export function readAuditLog(path: string): AuditEvent[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // What follows the last line feed is a line that is still being written.
  lines.pop();
  return lines.map((line) => {
    const event = JSON.parse(line) as Omit<AuditEvent, 'user'> & { readonly user: Partial<AuditEvent['user']> };
    // Who shows a token that counts no more, as a pod may that is being killed, is nobody.
    return { ...event, user: { username: '', ...event.user } };
  });
}

/** Whether the authorizer refused the request. */
export const isForbidden = (event: AuditEvent): boolean =>
  event.annotations?.['authorization.k8s.io/decision'] === 'forbid';
