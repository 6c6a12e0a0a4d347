import { fails, renders } from '../table.ts'

renders("slices are Python's", [
  [
    '{{ s[:5] }}|{{ s[6:] }}|{{ s[-5:] }}|{{ s[:-6] }}|{{ s[::2] }}|{{ s[::-1] }}|{{ s[8:2:-2] }}|{{ s[50:] }}|{{ s[:] }}',
    'Hello|World|World|Hello|HloWrd|dlroW olleH|rWo||Hello World',
  ],
  ['{{ l[1:] }}{{ l[::-1] }}{{ l[:0] }}{{ l[-2:] }}{{ (1, 2, 3)[1:] }}', '[1, 2][2, 1, 3][][1, 2](2, 3)'],
  ['{{ s[none:3] }}{{ s[true:3] }}{{ u[7:9] }}', 'Helel☃ '],
  ["{{ ('<a>'|safe)[0] ~ ('<a>'|e)[:4] }}", '<&lt;'],
])

fails('slices of what has none are an error', [
  ['{{ i[1:] }}', 'TypeError'],
  ['{{ d[1:] }}', 'TypeError'],
  ["{{ s['a':] }}", 'TypeError'],
  ['{{ s[::0] }}', 'ValueError'],
  ['{{ s[1.5:] }}', 'TypeError'],
  ['{{ nothing[:1] }}', 'TypeError'],
  ["{{ (l|map('string'))[1:] }}", 'TypeError'],
])
