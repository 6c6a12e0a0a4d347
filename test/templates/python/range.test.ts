import { fails, renders } from '../table.ts'

renders('range counts', [
  [
    '{{ range(3)|list }}{{ range(1, 4)|list }}{{ range(5, 0, -2)|list }}{{ range(0)|list }}',
    '[0, 1, 2][1, 2, 3][5, 3, 1][]',
  ],
  ['{{ range(10)[2:5] }}{{ range(10)[::-3] }}{{ range(10)[-1] }}', 'range(2, 5)range(9, -1, -3)9'],
  ['{{ 3 in range(5) }}{{ 5 in range(5) }}{{ 2.0 in range(5) }}', 'TrueFalseTrue'],
  ['{{ range(3) == range(0, 3) }}{{ range(0) == range(5, 2) }}', 'TrueTrue'],
  ['{{ range(2, 9, 3).start }}{{ range(2, 9, 3).step }}{{ range(3)|length }}', '233'],
  ['{{ range(100000)|length }}', '100000'],
])

fails('ranges that are too long, or make no step, are refused', [
  ['{{ range(100001) }}', 'OverflowError'],
  ['{{ range(5000000) }}', 'OverflowError'],
  ['{{ range(0, 5, 0) }}', 'ValueError'],
  ["{{ range('a') }}", 'TypeError'],
  ['{{ range(1.5) }}', 'TypeError'],
  ['{{ range(1, 2, 3, 4) }}', 'TypeError'],
])
