"""Files that steps hand on."""

from typing import List, NamedTuple, Optional

from kfp import dsl
from shared import IMAGE, judge, prepare, train


@dsl.container_component
def write_all(
    any: dsl.Output[dsl.Artifact],
    data: dsl.Output[dsl.Dataset],
    model: dsl.Output[dsl.Model],
    metrics: dsl.Output[dsl.Metrics],
    classes: dsl.Output[dsl.ClassificationMetrics],
    slices: dsl.Output[dsl.SlicedClassificationMetrics],
    page: dsl.Output[dsl.HTML],
    text: dsl.Output[dsl.Markdown],
):
    return dsl.ContainerSpec(
        image=IMAGE,
        command=['write'],
        args=[any.path, data.path, model.path, metrics.path, classes.path, slices.path, page.path, text.path],
    )


@dsl.container_component
def read_all(
    any: dsl.Input[dsl.Artifact],
    data: dsl.Input[dsl.Dataset],
    model: dsl.Input[dsl.Model],
    metrics: dsl.Input[dsl.Metrics],
    classes: dsl.Input[dsl.ClassificationMetrics],
    slices: dsl.Input[dsl.SlicedClassificationMetrics],
    page: dsl.Input[dsl.HTML],
    text: dsl.Input[dsl.Markdown],
):
    return dsl.ContainerSpec(
        image=IMAGE,
        command=['read'],
        args=[any.uri, data.uri, model.uri, metrics.uri, classes.uri, slices.uri, page.uri, text.uri],
    )


@dsl.pipeline(name='every-artifact-type')
def every_artifact_type():
    written = write_all()
    read_all(**written.outputs)


@dsl.pipeline(name='train-and-judge')
def train_and_judge(rate: float = 0.01):
    trained = train(data=prepare().output, rate=rate)
    judge(model=trained.outputs['model'])


@dsl.container_component
def read_any(file: dsl.Input[dsl.Artifact]):
    return dsl.ContainerSpec(image=IMAGE, command=['read'], args=[file.path])


@dsl.pipeline(name='model-as-any-artifact')
def model_as_any_artifact():
    # Whoever takes an Artifact takes all of them.
    read_any(file=train(data=prepare().output).outputs['model'])


@dsl.pipeline(name='metrics-output')
def metrics_output() -> dsl.Metrics:
    trained = train(data=prepare().output)
    return judge(model=trained.outputs['model']).outputs['metrics']


@dsl.pipeline(name='several-outputs')
def several_outputs(rate: float = 0.5) -> NamedTuple('Outputs', [('best', dsl.Model), ('score', float)]):
    trained = train(data=prepare().output, rate=rate)
    judged = judge(model=trained.outputs['model'])
    outputs = NamedTuple('Outputs', [('best', dsl.Model), ('score', float)])
    return outputs(best=trained.outputs['model'], score=judged.outputs['score'])


@dsl.pipeline(name='artifact-into-a-pipeline')
def artifact_into_a_pipeline(data: dsl.Input[dsl.Dataset], rate: float = 0.1):
    train(data=data, rate=rate)


@dsl.container_component
def maybe(data: Optional[dsl.Input[dsl.Dataset]] = None, model: dsl.Input[dsl.Model] = None):
    return dsl.ContainerSpec(image=IMAGE, command=['maybe'])


@dsl.pipeline(name='optional-artifacts')
def optional_artifacts(data: dsl.Input[dsl.Dataset] = None):
    maybe()
    maybe(data=prepare().output)
    maybe(data=data)


@dsl.container_component
def read_list(files: dsl.Input[List[dsl.Dataset]]):
    return dsl.ContainerSpec(image=IMAGE, command=['read'])


@dsl.pipeline(name='list-of-artifacts')
def list_of_artifacts(files: dsl.Input[List[dsl.Dataset]]):
    read_list(files=files)


@dsl.pipeline(name='importers')
def importers(where: str = 's3://bucket/data'):
    plain = dsl.importer(artifact_uri='s3://bucket/model', artifact_class=dsl.Model)
    judge(model=plain.output)
    given = dsl.importer(
        artifact_uri=where,
        artifact_class=dsl.Dataset,
        reimport=True,
        metadata={'rows': 10, 'share': 0.5, 'columns': ['a', 'b'], 'of': {'owner': 'me'}},
    )
    train(data=given.output)


class Report(dsl.Artifact):
    schema_title = 'google.Report'
    schema_version = '1.2.0'


@dsl.container_component
def write_report(report: dsl.Output[Report]):
    return dsl.ContainerSpec(image=IMAGE, command=['write'], args=[report.path])


@dsl.container_component
def read_report(report: dsl.Input[Report]):
    return dsl.ContainerSpec(image=IMAGE, command=['read'], args=[report.path])


@dsl.pipeline(name='artifacts-of-other-types')
def artifacts_of_other_types():
    read_report(report=write_report().output)
    read_report(report=dsl.importer(artifact_uri='s3://bucket/report', artifact_class=Report).output)


@dsl.pipeline(name='importer-in-a-loop')
def importer_in_a_loop():
    # The URI is an input of the loop's own part, as the server wants it.
    with dsl.ParallelFor(['s3://bucket/one', 's3://bucket/two']) as uri:
        train(data=dsl.importer(artifact_uri=uri, artifact_class=dsl.Dataset).output)


@dsl.pipeline(
    name='importer-into-workspace',
    pipeline_config=dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size='5Gi')),
)
def importer_into_workspace():
    data = dsl.importer(artifact_uri='s3://bucket/data', artifact_class=dsl.Dataset, download_to_workspace=True)
    train(data=data.output)


PIPELINES = [
    every_artifact_type,
    train_and_judge,
    model_as_any_artifact,
    metrics_output,
    several_outputs,
    artifact_into_a_pipeline,
    optional_artifacts,
    list_of_artifacts,
    importers,
    artifacts_of_other_types,
    importer_in_a_loop,
    importer_into_workspace,
]
