import { fails, renders } from '../table.ts'

renders('fields name, number or follow their values', [
  [
    "{{ '{} {} {}'.format(1, 'a', none) }}{{ '{1} {0}'.format('a', 'b') }}{{ '{x} {x!r}'.format(x='q') }}",
    "1 a Noneb aq 'q'",
  ],
  ["{{ '{0.real} {0[a]} {1[0]} {2[b]}'.format(d, l, d) }}|{{ '{0[a]}'.format(d) }}", ' two 3 1|two'],
  [
    "{{ '{{}} {{{}}}'.format(5) }}{{ '{:{}}|'.format('a', 4) }}{{ '{:{w}.{p}f}'.format(3.14159, w=8, p=2) }}",
    '{} {5}a   |    3.14',
  ],
  ["{{ '{a}{b}'.format_map({'a': 1, 'b': 2}) }}{{ '{!s}'.format(1.0) }}", '121.0'],
])

fails('fields without a value are an error', [
  ["{{ '{}'.format() }}", 'IndexError'],
  ["{{ '{x}'.format() }}", 'KeyError'],
  ["{{ '{'.format() }}", 'ValueError'],
  ["{{ '}'.format() }}", 'ValueError'],
  ["{{ '{} {0}'.format(1) }}", 'ValueError'],
  ["{{ '{0} {}'.format(1) }}", 'ValueError'],
  ["{{ '{!q}'.format(1) }}", 'ValueError'],
  ["{{ '{0.x.y}'.format(1) }}", 'UndefinedError', "'int object' has no attribute 'x'"],
  ["{{ '{:{:{}}}'.format(1, 2, 3) }}", 'ValueError'],
])

renders('fields reach no further than the sandbox, where it renders', [
  ["[{{ '{0.__class__}'.format(1) }}]", '[]'],
])

fails('fields reach no further than the sandbox', [
  [
    "{{ '{0.__class__.__mro__}'.format(1) }}",
    'SecurityError',
    "access to attribute '__class__' of 'int' object is unsafe.",
  ],
  [
    "{{ '{a.__init__.__globals__}'.format_map({'a': s}) }}",
    'SecurityError',
    "access to attribute '__init__' of 'str' object is unsafe.",
  ],
])
