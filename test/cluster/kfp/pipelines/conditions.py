"""Steps that run only if something holds."""

from kfp import dsl
from shared import IMAGE, count, draw, judge, pick, prepare, say, train


@dsl.pipeline(name='when')
def when():
    word = pick()
    with dsl.If(word.output == 'yes'):
        say(text='yes')
        say(text=word.output)


@dsl.pipeline(name='when-else')
def when_else(text: str = 'x'):
    with dsl.If(text == 'x'):
        say(text='x it is')
    with dsl.Else():
        say(text=text)


@dsl.pipeline(name='when-elif-else')
def when_elif_else():
    number = draw(seed=1)
    with dsl.If(number.output < 3):
        say(text='few')
    with dsl.Elif(number.output <= 7):
        say(text='some')
    with dsl.Elif(number.output == 8):
        say(text='eight')
    with dsl.Else():
        count(amount=number.output)


@dsl.container_component
def measure(share: dsl.OutputPath(float), good: dsl.OutputPath(bool), limit: dsl.OutputPath(int), word: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image=IMAGE, command=['measure'], args=[share, good, limit, word])


@dsl.pipeline(name='comparisons')
def comparisons(a: int, b: float, c: bool, d: str):
    made = measure()
    with dsl.If(made.outputs['share'] >= 0.5):
        say(text='1')
    with dsl.If(made.outputs['good'] == True):
        say(text='2')
    with dsl.If(made.outputs['limit'] != 3):
        say(text='3')
    with dsl.If(made.outputs['word'] != 'it'):
        say(text='4')
    with dsl.If(made.outputs['limit'] > a):
        say(text='5')
    with dsl.If(made.outputs['share'] < b):
        say(text='6')
    with dsl.If(made.outputs['good'] != c):
        say(text='7')
    with dsl.If(made.outputs['word'] == d):
        say(text='8')
    with dsl.If(a < 1.5):
        say(text='9')
    with dsl.If(made.outputs['limit'] <= made.outputs['share']):
        say(text='10')
    with dsl.If(c == False):
        say(text='11')


@dsl.pipeline(name='conditions-in-conditions')
def conditions_in_conditions(text: str):
    number = draw(seed=1)
    word = pick()
    with dsl.If(number.output > 1):
        say(text='one')
        inside = draw(seed=number.output)
        with dsl.If(inside.output > 2):
            say(text='two')
            with dsl.If(word.output == text):
                say(text=text)
        with dsl.Else():
            say(text=word.output)
    with dsl.Else():
        with dsl.If(text == 'a'):
            say(text='a')
        with dsl.Elif(text == 'b'):
            say(text='b')


@dsl.pipeline(name='order-and-conditions')
def order_and_conditions():
    number = draw(seed=1)
    before = say(text='before')
    with dsl.If(number.output > 1):
        inside = say(text='inside').after(before)
        say(text='after').after(inside)


@dsl.pipeline(name='one-of-parameters')
def one_of_parameters() -> str:
    number = draw(seed=1)
    with dsl.If(number.output == 1):
        one = pick()
    with dsl.Elif(number.output == 2):
        two = pick()
    with dsl.Else():
        three = pick()
    word = dsl.OneOf(one.output, two.output, three.output)
    say(text=word)
    return word


@dsl.pipeline(name='one-of-artifacts')
def one_of_artifacts() -> dsl.Model:
    data = prepare()
    with dsl.If(pick().output == 'fast'):
        fast = train(data=data.output, rate=0.9)
    with dsl.Else():
        slow = train(data=data.output, rate=0.1)
    model = dsl.OneOf(fast.outputs['model'], slow.outputs['model'])
    judge(model=model)
    return model


@dsl.pipeline(name='two-one-ofs')
def two_one_ofs(seed: int):
    with dsl.If(seed == 1):
        first = pick()
        one = draw(seed=1)
    with dsl.Else():
        second = pick()
        two = draw(seed=seed)
    say(text=dsl.OneOf(first.output, second.output))
    count(amount=dsl.OneOf(one.output, two.output))


@dsl.pipeline(name='condition-with-a-loop')
def condition_with_a_loop(words: list):
    with dsl.If(pick().output == 'all'):
        with dsl.ParallelFor(words) as word:
            say(text=word)
    with dsl.Else():
        with dsl.ParallelFor([1, 2]) as number:
            count(amount=number)


PIPELINES = [
    when,
    when_else,
    when_elif_else,
    comparisons,
    conditions_in_conditions,
    order_and_conditions,
    one_of_parameters,
    one_of_artifacts,
    two_one_ofs,
    condition_with_a_loop,
]
