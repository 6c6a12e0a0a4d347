import { fails, renders } from '../../table.ts'

renders('case, center, escape, indent, replace, string, title, trim', [
  [
    "{{ 'foo BAR'|capitalize }}{{ 'x'|center(5) }}|{{ 'x'|center }}|{{ 'aBc'|lower }}{{ 'aBc'|upper }}{{ none|upper }}{{ 1.0|string }}",
    'Foo bar  x  |                                       x                                        |abcABCNONE1.0',
  ],
  [
    "{{ \"hello my-friend (john) it's [x] <y {z\"|title }}{{ 'ßx ǆ'|title }}",
    "Hello My-Friend (John) It's [X] <Y {ZSSx Ǆ",
  ],
  [
    "{{ lines|indent }}|{{ lines|indent(2, true) }}|{{ lines|indent('> ', blank=true) }}|{{ 'a\\nb'|indent(first=true, width=1) }}|{{ ''|indent }}",
    'one\n\n    two\n|  one\n\n  two\n|one\n> \n> two\n> | a\n b|',
  ],
  [
    "{{ 'aaa'|replace('a', 'b') }}{{ 'aaa'|replace('a', 'b', 2) }}{{ 1.5|replace('.', ',') }}{{ 'abc'|replace('', '-') }}",
    'bbbbba1,5-a-b-c-',
  ],
  ["{{ '  x '|trim }}|{{ 'xxaxx'|trim('x') }}|{{ 5|trim }}", 'x|a|5'],
])

renders('what Markup is indented by is not escaped', [
  ["{{ [('a\\n<b'|safe)|indent('> ')] }}", "[Markup('a\\n> <b')]"],
])

renders('format', [
  [
    "{{ '%s - %s'|format('a', 1) }}{{ '%(x)s'|format(x=2) }}{{ 'a'|format }}{{ '%d%%'|format(5) }}",
    'a - 12a5%',
  ],
])

renders('truncate', [
  [
    "{{ 'foo bar baz qux'|truncate(9) }}|{{ 'foo bar baz qux'|truncate(9, true) }}|{{ 'foo bar baz qux'|truncate(11) }}|{{ 'foo bar baz qux'|truncate(11, false, '...', 0) }}|{{ 'foo'|truncate(3, end='') }}|{{ 'abcdefghij'|truncate(5, leeway=0) }}|{{ u|truncate(6, true, '…', 0) }}",
    'foo...|foo ba...|foo bar baz qux|foo bar...|foo|ab...|Züric…',
  ],
])

renders('wordcount and wordwrap', [
  ["{{ 'foo bar, baz-qux é_1'|wordcount }}{{ ''|wordcount }}{{ 5|wordcount }}", '501'],
  [
    "{{ 'the quick brown fox jumps'|wordwrap(10) }}|{{ 'a\\n\\nb c'|wordwrap(3) }}",
    'the quick\nbrown fox\njumps|a\n\nb c',
  ],
])

renders('xmlattr', [
  [
    "{{ {'class': 'a b', 'missing': none, 'id': 'x<y'}|xmlattr }}|{{ {'a': 1}|xmlattr(false) }}|{{ {}|xmlattr }}|{{ {'b': nope}|xmlattr }}",
    ' class="a b" id="x&lt;y"|a="1"||',
  ],
])

fails('what does not fit is an error', [
  ["{{ 'abc'|truncate(2) }}", 'AssertionError'],
  ["{{ 'a b'|truncate(5, leeway=-1) }}", 'AssertionError'],
  ["{{ {'a b': 1}|xmlattr }}", 'ValueError'],
  ['{{ l|xmlattr }}', 'AttributeError'],
  ["{{ '%s %s'|format('a') }}", 'TypeError'],
  [
    "{{ '%s'|format('a', x=1) }}",
    'FilterArgumentError',
    "can't handle positional and keyword arguments at the same time",
  ],
  ['{{ 5|indent }}', 'TypeError'],
  ['{{ 5|wordwrap }}', 'AttributeError'],
  ['{{ l|indent }}', 'AttributeError'],
  ["{{ 'a'|center('x') }}", 'TypeError'],
  ["{{ 'ab'|wordwrap(0) }}", 'ValueError'],
  ['{{ 5|truncate }}', 'TypeError'],
])
