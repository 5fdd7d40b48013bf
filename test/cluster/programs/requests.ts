import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What to send: a JSON argument of this program, which `support/requests.ts` runs in the cluster's network. */
export interface Load {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of a POST, as JSON. @default - a GET */
  readonly body?: unknown;
  /** How many requests to send at most. */
  readonly count: number;
  /** How many are on their way at the same time. @default 1 */
  readonly concurrency?: number;
  /** Pause of each sender after an answer, in milliseconds. @default 0 */
  readonly pauseMs?: number;
  /** A file that ends the load when it is made. @default - none, `count` ends it */
  readonly untilFile?: string;
}

/** What came back: each answer's status and text with how often it came, and what went wrong below HTTP. */
export interface Answers {
  readonly sent: number;
  readonly answers: readonly { readonly status: number; readonly text: string; readonly times: number }[];
  readonly errors: readonly string[];
}

/** One request on a connection of its own, as a new client's is. */
function send({ url, headers, body }: Load): Promise<{ status: number; text: string }> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        agent: false,
        method: payload === undefined ? 'GET' : 'POST',
        headers: {
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
          ...headers,
        },
        timeout: 30_000,
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text });
        });
        answer.on('error', reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer within 30 s')));
    call.on('error', reject);
    call.end(payload);
  });
}

async function main(load: Load): Promise<Answers> {
  const answers = new Map<string, { status: number; text: string; times: number }>();
  const errors: string[] = [];
  let sent = 0;
  const sender = async (): Promise<void> => {
    while (sent < load.count && !(load.untilFile !== undefined && existsSync(load.untilFile))) {
      sent++;
      try {
        const { status, text } = await send(load);
        const key = `${status} ${text}`;
        const known = answers.get(key) ?? { status, text, times: 0 };
        known.times++;
        answers.set(key, known);
      } catch (error) {
        errors.push(String(error));
      }
      if (load.pauseMs !== undefined) await sleep(load.pauseMs);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency ?? 1 }, sender));
  return { sent, answers: [...answers.values()], errors };
}

if (require.main === module) {
  void main(JSON.parse(process.argv[2] ?? '') as Load).then((answers) => {
    process.stdout.write(JSON.stringify(answers));
  });
}
