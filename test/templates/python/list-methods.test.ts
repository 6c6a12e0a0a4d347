import { fails, renders } from '../table.ts'

renders("each method does what Python's does", [
  [
    "{% set x = [3, 1] %}{{ x.append(2) }}{{ x }}{{ x.sort() }}{{ x }}{{ x.reverse() }}{{ x }}{{ x.insert(1, 'i') }}{{ x }}{{ x.pop() }}{{ x.pop(0) }}{{ x }}{{ x.extend('ab') }}{{ x }}{{ x.remove('a') }}{{ x }}{{ x.copy() }}{{ x.index('b') }}{{ x.count('b') }}{{ x.clear() }}{{ x }}",
    "None[3, 1, 2]None[1, 2, 3]None[3, 2, 1]None[3, 'i', 2, 1]13['i', 2]None['i', 2, 'a', 'b']None['i', 2, 'b']['i', 2, 'b']21None[]",
  ],
  ['{{ (1, 2, 1).count(1) }}{{ (1, 2).index(2) }}{{ [1, 2, 1].index(1, 1) }}', '212'],
  ["{% set x = ['b', 'A'] %}{{ x.sort(reverse=true) }}{{ x }}", "None['b', 'A']"],
])

fails('what is not there is an error', [
  ['{{ [].pop() }}', 'IndexError'],
  ['{{ [1].pop(5) }}', 'IndexError'],
  ['{{ [1].remove(2) }}', 'ValueError'],
  ['{{ [1].index(2) }}', 'ValueError'],
  ['{{ (1,).index(2) }}', 'ValueError'],
  ['{{ (1,).append(2) }}', 'UndefinedError', "'tuple object' has no attribute 'append'"],
  ['{{ [1].sort(5) }}', 'TypeError'],
])
