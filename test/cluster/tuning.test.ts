import { JobSet, Katib, Mysql, Trainer, TrainingOperator, externalMysql } from '../../components';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as katibImages } from '../../components/katib/version';
import { images as trainerImages } from '../../components/trainer/version';
import { App, IDatabase, ITrialKinds, Platform, SecretSource } from '../../lib';
import { generatorImage } from '../../lib/core/generated-secret';
import { KubernetesObject } from '../../lib/core/manifest';
import { isForbidden } from './harness/audit';
import { toolPath } from './harness/build';
import { Cluster } from './harness/cluster';
import { eventually } from './harness/eventually';
import { controllerImage } from './harness/image';
import { describeLevel } from './harness/level';
import { curlImage } from './harness/python-image';
import { resourceVersions } from './support/cluster-objects';
import { connectFromPod, PROBE } from './support/connection';
import {
  best,
  ended,
  experiment,
  experimentBesideSidecar,
  failingTrial,
  jobTrial,
  loss,
  median,
  pyTorchJob,
  pyTorchJobTrial,
  randomSearch,
  space,
  TEAM,
  trainJobTrial,
  trialsOf,
} from './support/experiments';
import { render, RenderedApp } from './support/local-platform';
import { loadTuningImages } from './support/tuning-images';
import { categorical, discrete } from '../../lib/workloads';

jest.setTimeout(20 * 60_000);

const SYSTEM = 'kubeflow';
/** Namespace of a team that lets in what `restricted` does not. */
const LAB = 'lab';

interface Options {
  /** @default false */
  readonly operator?: boolean;
  /** @default - a server in the cluster */
  readonly database?: IDatabase;
}

/** Tuning with all that trials can run as. The algorithm tpe is Goptuna's. */
function program({ operator = false, database }: Options = {}): (app: App) => void {
  return (app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    platform.addNamespace(TEAM);
    platform.addNamespace(LAB, { podSecurity: 'baseline' });
    const trainer = new Trainer(platform, 'trainer', {
      jobsets: new JobSet(platform, 'jobset'),
      runtimes: ['torch-distributed'],
    });
    const trialKinds: ITrialKinds[] = [trainer];
    if (operator) trialKinds.push(new TrainingOperator(platform, 'training-operator'));
    new Katib(platform, 'katib', {
      database: database ?? new Mysql(platform, 'mysql'),
      trialKinds,
      algorithms: { tpe: { image: katibImages.goptuna } },
    });
  };
}

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(3, 'tuning', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;

  const install = (from: RenderedApp) =>
    cluster.exec('sh', [`${from.folder('local')}/install.sh`], { timeoutMs: 15 * 60_000 });
  const uninstall = (...args: string[]) =>
    cluster.exec('sh', [`${rendered.folder('local')}/uninstall.sh`, ...args], { timeoutMs: 15 * 60_000 });
  const pods = async (selector: string, namespace = SYSTEM) =>
    (await cluster.json<{ items: KubernetesObject[] }>(['get', 'pods', '-n', namespace, '-l', selector])).items;
  const apply = async (...manifests: string[]) => {
    for (const manifest of manifests) await cluster.apply(manifest);
  };

  /** Runs SQL as an administrator, and returns what it prints, without headings. */
  const sql = async (statement: string): Promise<string> => {
    const client = 'mysql --no-defaults --socket=/run/mysqld/mysqld.sock --user=root --batch --skip-column-names';
    const password = 'MYSQL_PWD=$(cat /etc/mysql-passwords/root/password)';
    const args = ['exec', '-n', SYSTEM, 'mysql-0', '-i', '--', 'sh', '-c', `${password} ${client}`];
    return (await cluster.kubectl(args, { input: statement })).trim();
  };

  /** Names of the trials whose observations are in the database. */
  const recorded = async (name: string): Promise<string[]> => {
    const like = `SELECT DISTINCT trial_name FROM katib.observation_logs WHERE trial_name LIKE '${name}-%' ORDER BY 1`;
    return (await sql(like)).split('\n').filter((line) => line !== '');
  };

  const restarts = async (): Promise<Record<string, number>> => {
    const found = await pods('app.kubernetes.io/managed-by=keelson');
    return Object.fromEntries(
      found.map(({ metadata, status }) => [
        metadata.name,
        (status as { containerStatuses: { restartCount: number }[] }).containerStatuses[0]?.restartCount ?? -1,
      ]),
    );
  };

  beforeAll(async () => {
    rendered = render(program());
    cluster = await Cluster.start();
    await loadTuningImages(cluster);
    for (const image of [
      await controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
      await controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
      await controllerImage(PROBE, await toolPath('probe'), '/probe'),
      await curlImage(generatorImage),
    ]) {
      await cluster.loadImage(image);
    }
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs in one pass, and no pod has restarted', async () => {
    const { code, stdout, stderr } = await install(rendered);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('platform "local" is installed');
    const counts = await restarts();
    expect(Object.keys(counts).filter((name) => /^(mysql|katib-(controller|db-manager|ui))-/.test(name))).toHaveLength(
      4,
    );
    expect(Object.entries(counts).filter(([, count]) => count !== 0)).toEqual([]);
  });

  test('a consumer has its own database, with the rights that it asked for', async () => {
    expect((await sql("SHOW GRANTS FOR 'katib'@'%'")).split('\n')).toEqual([
      'GRANT USAGE ON *.* TO `katib`@`%`',
      'GRANT SELECT, INSERT, DELETE, CREATE ON `katib`.* TO `katib`@`%`',
    ]);
    expect(await sql("SELECT user FROM mysql.user WHERE host = '%'")).toBe('katib');
  });

  test('a second install changes no object', async () => {
    const versions = () => resourceVersions(cluster, rendered.objects('local'));
    const before = await versions();
    expect(Object.keys(before)).toHaveLength(rendered.objects('local').length);
    const { code, stderr } = await install(rendered);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await versions()).toEqual(before);
  });

  // Goptuna's algorithms, all three at one time. How good one search is depends on chance, more so for tpe: of 150 searches
  // of 50 trials, each had a later half below 0.45 of what is typical at random, and nine of ten a best value below 0.6.
  test('tpe and cmaes find better values than random search, with Jobs and with TrainJobs', async () => {
    const limits = { maxFailedTrialCount: 0, parallelTrialCount: 4 };
    const tpe = { name: 'tpe', random_state: 1 } as const;
    const cmaes = { name: 'cmaes', random_state: 1, sigma: 2 } as const;
    const counts = { tpe: 50, cmaes: 30, 'train-jobs': 50 };
    await apply(
      experiment('tpe', { ...limits, algorithm: tpe, maxTrialCount: counts.tpe }),
      experiment('cmaes', { ...limits, algorithm: cmaes, maxTrialCount: counts.cmaes }),
      experiment('train-jobs', {
        ...limits,
        algorithm: tpe,
        maxTrialCount: counts['train-jobs'],
        trial: (scope, p) => trainJobTrial(p)(scope),
      }),
    );
    const found: Record<string, { best: number; later: number }> = {};
    for (const [name, trials] of Object.entries(counts)) {
      const status = await ended(cluster, name, 'Succeeded', { minutes: 15 });
      expect({ name, succeeded: status.trialsSucceeded }).toEqual({ name, succeeded: trials });
      const all = (await trialsOf(cluster, name)).sort((a, b) => (a.started < b.started ? -1 : 1));
      const losses = all.map((trial) => Number(trial.metrics[0]?.latest));
      found[name] = { best: best(status), later: median(losses.slice(trials / 2)) };
      // The sidecar read what the trial printed, and all of it is in the database.
      for (const { values, metrics } of all) {
        expect(Number(metrics[0]?.latest)).toBeCloseTo(loss(Number(values.x), Number(values.y), values.kind ?? ''), 5);
      }
      expect(await recorded(name)).toEqual(all.map((trial) => trial.name).sort());
      expect(Math.min(...losses)).toBe(best(status));
      const optimal = all.find((trial) => trial.name === status.currentOptimalTrial.bestTrialName);
      expect(optimal?.values).toEqual(
        Object.fromEntries(status.currentOptimalTrial.parameterAssignments.map((one) => [one.name, one.value])),
      );
    }
    const [random, short] = [randomSearch(50), randomSearch(30)];
    for (const name of ['tpe', 'train-jobs']) expect(found[name]?.later).toBeLessThan((random.typical * 2) / 3);
    expect(Math.min(found.tpe?.best ?? NaN, found['train-jobs']?.best ?? NaN)).toBeLessThan((random.best * 2) / 3);
    expect(found.cmaes?.best).toBeLessThan((short.best * 2) / 3);
  });

  test('grid runs each point exactly once', async () => {
    const parameters = { x: discrete([0, 0.3]), kind: categorical(['round', 'square', 'flat']) };
    await apply(
      experiment('grid', {
        algorithm: { name: 'grid' },
        parameters: parameters as never,
        maxTrialCount: 6,
        parallelTrialCount: 3,
        trial: (scope, p) => jobTrial({ x: p.x, kind: p.kind })(scope),
      }),
    );
    const status = await ended(cluster, 'grid', 'Succeeded');
    const points = (await trialsOf(cluster, 'grid')).map(({ values }) => `${Number(values.x)} ${values.kind}`);
    expect(points.sort()).toEqual(['0 flat', '0 round', '0 square', '0.3 flat', '0.3 round', '0.3 square']);
    // y is 0, where the loss is 0.25.
    expect(best(status)).toBeCloseTo(0.25, 5);
  });

  test('a goal that is reached ends the experiment', async () => {
    await apply(
      experiment('goal', {
        objective: { maximize: 'score', goal: -1000, additionalMetrics: ['loss'], strategies: { score: 'max' } },
        algorithm: { name: 'sobol' },
        maxTrialCount: 50,
        parallelTrialCount: 1,
      }),
    );
    const status = await ended(cluster, 'goal', 'Succeeded');
    expect(status.conditions.find(({ type }) => type === 'Succeeded')?.reason).toBe('ExperimentGoalReached');
    expect(status.trials).toBeLessThan(5);
    const names = status.currentOptimalTrial.observation.metrics.map(({ name }) => name).sort();
    expect(names).toEqual(['loss', 'score']);
  });

  test('as many failed trials as maxFailedTrialCount fail the experiment, and it says why', async () => {
    await apply(
      experiment('failing', {
        algorithm: { name: 'sobol' },
        maxTrialCount: 20,
        parallelTrialCount: 2,
        maxFailedTrialCount: 2,
        trial: (scope, p) => failingTrial(p)(scope),
      }),
    );
    const status = await ended(cluster, 'failing', 'Failed');
    expect(status.conditions.find(({ type }) => type === 'Failed')?.reason).toBe('ExperimentFailed');
    expect(status.trialsFailed).toBeGreaterThanOrEqual(2);
  });

  test('a metrics file is read although another container of the pod stays', async () => {
    await apply(experimentBesideSidecar('beside-sidecar'));
    const status = await ended(cluster, 'beside-sidecar', 'Succeeded');
    expect(status.trialsSucceeded).toBe(2);
  });

  test('no observation is lost when database and controller are killed meanwhile', async () => {
    const trials = 8;
    await apply(
      experiment('survivor', {
        algorithm: { name: 'sobol' },
        maxTrialCount: trials,
        parallelTrialCount: 2,
        maxFailedTrialCount: 0,
        trial: (scope, p) => jobTrial(p, '--steps=3')(scope),
      }),
    );
    const resource = 'experiments.kubeflow.org/survivor';
    const running = '--for=jsonpath={.status.trialsRunning}=2';
    await cluster.kubectl(['wait', '-n', TEAM, running, '--timeout=3m', resource]);
    const kill = (selector: string) =>
      cluster.kubectl(['delete', 'pods', '-n', SYSTEM, '-l', selector, '--grace-period=0', '--force']);
    await kill('app.kubernetes.io/name=mysql');
    await kill('app.kubernetes.io/name=katib,app.kubernetes.io/component=manager');
    const status = await ended(cluster, 'survivor', 'Succeeded', { minutes: 10 });
    expect({ trials: status.trials, succeeded: status.trialsSucceeded }).toEqual({ trials, succeeded: trials });
    const all = await trialsOf(cluster, 'survivor');
    expect(await recorded('survivor')).toEqual(all.map(({ name }) => name).sort());
    for (const trial of all)
      expect({ name: trial.name, metrics: trial.metrics.length }).toEqual({ name: trial.name, metrics: 1 });
    // What was recorded before is still there, and nobody went round in circles while the database was away.
    expect(await recorded('grid')).toHaveLength(6);
    const counts = Object.entries(await restarts()).filter(([name]) => name.startsWith('katib-db-manager'));
    expect(counts.map(([, count]) => count)).toEqual([0]);
  });

  test('an experiment in a namespace without the label is refused by the webhook', async () => {
    const yaml = experiment('lost', { maxTrialCount: 3 }).replaceAll(`namespace: ${TEAM}`, 'namespace: default');
    await expect(cluster.apply(yaml)).rejects.toThrow(/the namespace lacks label .*metrics-collector-injection/s);
  });

  test('a slow trial is stopped early', async () => {
    const yaml = experiment('early', {
      algorithm: { name: 'sobol' },
      earlyStopping: { name: 'medianstop', min_trials_required: 1, start_step: 2 },
      parameters: { ...space },
      maxTrialCount: 4,
      parallelTrialCount: 1,
      trial: (scope, p) => jobTrial(p, '--steps=6')(scope),
    }).replaceAll(`namespace: ${TEAM}`, `namespace: ${LAB}`);
    await cluster.apply(yaml);
    const status = await ended(cluster, 'early', 'Succeeded', { namespace: LAB, minutes: 8 });
    expect(status.trialsEarlyStopped).toBeGreaterThan(0);
  });

  test('a kind of trials that is installed later is known at once', async () => {
    rendered.remove();
    rendered = render(program({ operator: true }));
    const { code, stderr } = await install(rendered);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await apply(
      experiment('pytorch-jobs', {
        algorithm: { name: 'sobol' },
        maxTrialCount: 2,
        parallelTrialCount: 2,
        trial: (scope, p) => pyTorchJobTrial(p)(scope),
      }),
    );
    expect((await ended(cluster, 'pytorch-jobs', 'Succeeded')).trialsSucceeded).toBe(2);
  });

  test('a PyTorchJob of one master and two workers completes', async () => {
    await apply(pyTorchJob('mnist'));
    await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Succeeded', '--timeout=5m', 'pytorchjob/mnist'], {
      timeoutMs: 6 * 60_000,
    });
    const logs = await Promise.all(
      ['master-0', 'worker-0', 'worker-1'].map((pod) =>
        cluster.kubectl(['logs', '-n', TEAM, `mnist-${pod}`, '-c', 'pytorch']),
      ),
    );
    logs.forEach((log, rank) => {
      expect(log).toMatch(new RegExp(`rank=${rank} world=3 .*finished`));
    });
  });

  test('the user interface shows experiments to those whom Kubernetes lets to it', async () => {
    const path = `/api/v1/namespaces/${SYSTEM}/services/katib-ui:80/proxy/katib/fetch_experiments/?namespace=${TEAM}`;
    const shown = JSON.parse(await cluster.kubectl(['get', '--raw', path])) as { name: string }[];
    expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(['tpe', 'grid', 'failing']));
  });

  test('network policies let in declared callers alone', async () => {
    expect(cluster.enforcesNetworkPolicies).toBe(true);
    for (const [name, address] of [
      ['database', `mysql.${SYSTEM}.svc:3306`],
      ['database-manager', `katib-db-manager.${SYSTEM}.svc:6789`],
      ['user-interface', `katib-ui.${SYSTEM}.svc:80`],
    ] as const) {
      const printed = await connectFromPod(cluster, name, address);
      expect({ name, printed }).not.toMatchObject({ printed: expect.stringContaining('connected to') as string });
      expect(printed).toMatch(/timeout|refused/);
    }
    // The same way leads to what is open, so it is the policies that close it.
    expect(await connectFromPod(cluster, 'webhook', `katib-controller.${SYSTEM}.svc:443`)).toContain('connected to');
  });

  test('an external database is reached through an encrypted connection alone, where that is wanted', async () => {
    await sql("ALTER USER 'katib'@'%' REQUIRE SSL");
    const external = render(
      program({
        operator: true,
        database: externalMysql({
          host: `mysql.${SYSTEM}.svc`,
          tls: 'skip-verify',
          password: () => SecretSource.existing('mysql-katib'),
        }),
      }),
    );
    const { code, stderr } = await install(external);
    external.remove();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await apply(experiment('encrypted', { algorithm: { name: 'sobol' }, maxTrialCount: 1, parallelTrialCount: 1 }));
    await ended(cluster, 'encrypted', 'Succeeded');
    expect(await recorded('encrypted')).toHaveLength(1);
  });

  test('no right was missing', () => {
    const ours = [SYSTEM, TEAM, LAB, 'kubeflow-system'].map((namespace) => `system:serviceaccount:${namespace}:`);
    const forbidden = cluster
      .auditEvents()
      .filter((event) => ours.some((namespace) => event.user.username.startsWith(namespace)))
      .filter(isForbidden)
      .map((event) => `${event.user.username} ${event.verb} ${event.requestURI}`);
    expect(forbidden).toEqual([]);
    const active = new Set(cluster.auditEvents().map((event) => event.user.username));
    for (const name of ['katib-controller', 'katib-ui', 'training-operator', 'generate-mysql-katib']) {
      expect(active).toContain(`system:serviceaccount:${SYSTEM}:${name}`);
    }
  });

  test('uninstall keeps the data, and the next install finds it', async () => {
    // Experiments go with their observations: Katib deletes those. A row of our own tells whether the volume stays.
    await sql('CREATE DATABASE keep; CREATE TABLE keep.kept (id INT); INSERT INTO keep.kept VALUES (7)');
    const password = () =>
      cluster.kubectl(['get', '-n', SYSTEM, 'secret/mysql-katib', '-o', 'jsonpath={.data.password}']);
    const before = await password();
    const { code, stdout, stderr } = await uninstall('--delete-workloads');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('kept, with the data on it: persistentvolumeclaim kubeflow/mysql');
    expect(await cluster.kubectl(['get', 'statefulsets,deployments,services', '-n', SYSTEM, '-o', 'name'])).toBe('');
    expect((await install(rendered)).code).toBe(0);
    expect(await password()).toBe(before);
    expect(await sql('SELECT id FROM keep.kept')).toBe('7');
    await apply(experiment('again', { algorithm: { name: 'sobol' }, maxTrialCount: 1, parallelTrialCount: 1 }));
    await ended(cluster, 'again', 'Succeeded');
  });

  test('uninstall with the data leaves nothing', async () => {
    const { code, stderr } = await uninstall('--delete-workloads', '--delete-namespaces', '--delete-data');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const namespaces = await cluster.kubectl(['get', 'namespaces', '-o', 'name']);
    expect(namespaces).not.toMatch(/kubeflow|team|lab/);
    const kinds =
      'clusterroles,clusterrolebindings,customresourcedefinitions,validatingwebhookconfigurations,mutatingwebhookconfigurations';
    const labelled = await cluster.kubectl(['get', kinds, '-l', 'app.kubernetes.io/managed-by=keelson', '-o', 'name']);
    expect(labelled).toBe('');
    await eventually(
      async () => {
        expect(await cluster.kubectl(['get', 'persistentvolumes', '-o', 'name'])).toBe('');
      },
      { timeoutMs: 60_000, description: 'the volume is gone' },
    );
  });
});
