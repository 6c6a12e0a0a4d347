import { fails, renders } from '../table.ts'

renders('the globals are there', [
  ['{{ range(2)|list }}{{ dict(a=1) }}', "[0, 1]{'a': 1}"],
  [
    "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.reset() }}{{ c.next() }}{{ c.pos }}",
    'abaaNonea1',
  ],
  [
    "{% set j = joiner() %}{{ j() }}a{{ j() }}b{{ j() }}{% set j = joiner('|') %}{{ j() }}{{ j() }}",
    'a, b, |',
  ],
  [
    '{% set n = namespace(a=1, b=2) %}{{ n.a }}{% set n.a = 5 %}{{ n.a }}{{ n.zz }}{{ n }}',
    "15<Namespace {'a': 5, 'b': 2}>",
  ],
  [
    "{% set n = namespace({'x': 1}) %}{{ n.x }}{% for q in l %}{% set n.x = n.x + q %}{% endfor %}{{ n.x }}",
    '17',
  ],
  ['{% set range = 5 %}{{ range }}', '5'],
])

fails('globals refuse what does not fit', [
  ['{{ cycler() }}', 'RuntimeError'],
  ['{{ namespace(1) }}', 'TypeError'],
  ['{{ range(a=1) }}', 'TypeError'],
  [
    "{% set n = namespace() %}{{ n['x'].y }}",
    'UndefinedError',
    "'jinja2.utils.Namespace object' has no attribute 'x'",
  ],
  ['{{ namespace(a=1).b.c }}', 'UndefinedError', "'jinja2.utils.Namespace object' has no attribute 'b'"],
])
