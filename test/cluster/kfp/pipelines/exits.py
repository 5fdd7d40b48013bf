"""Steps that run at the end, whatever happened."""

from kfp import dsl
from shared import clean, count, pick, say


@dsl.pipeline(name='exit-handler')
def exit_handler(text: str = 'x'):
    with dsl.ExitHandler(clean()):
        word = pick()
        say(text=word.output)
        say(text=text)


@dsl.pipeline(name='exit-handler-with-inputs')
def exit_handler_with_inputs(text: str):
    with dsl.ExitHandler(say(text=text), name='Tell the end'):
        count(amount=1)


@dsl.component(base_image='registry.example.com/python:3.11', install_kfp_package=False)
def report(status: dsl.PipelineTaskFinalStatus, to: str):
    print(to, status.state, status.error_message)


@dsl.pipeline(name='exit-handler-with-status')
def exit_handler_with_status(to: str = 'me'):
    with dsl.ExitHandler(report(to=to)):
        pick()


@dsl.pipeline(name='status-without-exit-handler')
def status_without_exit_handler():
    # The end of the one task before.
    report(to='me').after(pick()).ignore_upstream_failure()


@dsl.pipeline(name='several-exit-handlers')
def several_exit_handlers():
    first = clean()
    with dsl.ExitHandler(first):
        say(text='one')
    with dsl.ExitHandler(say(text='end')):
        say(text='two')
    say(text='beside')


@dsl.pipeline(name='exit-handler-with-groups')
def exit_handler_with_groups(words: list):
    with dsl.ExitHandler(clean()):
        word = pick()
        with dsl.If(word.output == 'go'):
            say(text='going')
        with dsl.ParallelFor(words) as each:
            say(text=each)
            say(text=word.output)


PIPELINES = [
    exit_handler,
    exit_handler_with_inputs,
    exit_handler_with_status,
    status_without_exit_handler,
    several_exit_handlers,
    exit_handler_with_groups,
]
