import { fails, renders } from '../table.ts'

fails("types have Python's names", [
  ['{{ 1 + none }}', 'TypeError'],
  ['{{ 1 + [] }}', 'TypeError'],
  ['{{ 1 + {} }}', 'TypeError'],
  ['{{ 1 + (1,) }}', 'TypeError'],
  ['{{ none + 1.5 }}', 'TypeError'],
  ['{{ none + true }}', 'TypeError'],
  ["{{ 'a' + (1.0) }}", 'TypeError'],
])

renders("truth is Python's", [
  [
    "{% for x in [0, 1, 0.0, '', 'a', [], [0], (), {}, {'a': 0}, none, true, range(0), range(1), nope, ''|safe] %}{{ 'T' if x else 'F' }}{% endfor %}",
    'FTFFTFTFFTFTFTFF',
  ],
])
