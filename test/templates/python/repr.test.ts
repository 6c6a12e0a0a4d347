import { renders } from '../table.ts'

renders('values print as Python prints them', [
  ['{{ none }} {{ true }} {{ false }} {{ 1 }} {{ -0 }}', 'None True False 1 0'],
  [
    "{{ [none, true, 'a', 1.0, (1,), (), {}, {'a': [1]}] }}",
    "[None, True, 'a', 1.0, (1,), (), {}, {'a': [1]}]",
  ],
  [
    "{{ ['it\\'s', 'say \"x\"', 'both \\' and \"', 'back\\\\slash', 'tab\\t nl\\n cr\\r', 'nul\\x00 del\\x7f', 'é ☃ 😀', '\\u200b\\u2028\\xa0'] }}",
    "[\"it's\", 'say \"x\"', 'both \\' and \"', 'back\\\\slash', 'tab\\t nl\\n cr\\r', 'nul\\x00 del\\x7f', 'é ☃ 😀', '\\u200b\\u2028\\xa0']",
  ],
  ["{{ ['<'|e, 'x'|safe] }}", "[Markup('&lt;'), Markup('x')]"],
  ["{{ {1: 2, 'a': none, 1.5: true} }}", "{1: 2, 'a': None, 1.5: True}"],
  ["{{ (1, 'a') }}{{ (1,) }}{{ () }}", "(1, 'a')(1,)()"],
  ['{{ [nope] }}', '[Undefined]'],
  ['{{ d }}', "{'b': 1, 'a': 'two', 'items': [1], 'nested': {'deep': [True, None]}}"],
  [
    "{{ d.keys() }}{{ {'a': 1}.values() }}{{ {'a': 1}.items() }}",
    "dict_keys(['b', 'a', 'items', 'nested'])dict_values([1])dict_items([('a', 1)])",
  ],
  ['{{ range(3) }}{{ range(1, 5, 2) }}', 'range(0, 3)range(1, 5, 2)'],
])

renders("floats are the shortest text, laid out as Python's", [
  [
    '{{ [1.0, 0.1, 1e15, 1e16, 1e22, 1.5e300, 1e-4, 1e-5, 1.5e-7, 123456789.125, -0.0, 0.1 + 0.2, 1e100] }}',
    '[1.0, 0.1, 1000000000000000.0, 1e+16, 1e+22, 1.5e+300, 0.0001, 1e-05, 1.5e-07, 123456789.125, -0.0, 0.30000000000000004, 1e+100]',
  ],
  ["{{ '1e400'|float }} {{ '-inf'|float }} {{ 'nan'|float }}", 'inf -inf nan'],
  [
    '{{ 1/3 }} {{ 2/3 }} {{ 100/3 }} {{ 1e21 * 1 }}',
    '0.3333333333333333 0.6666666666666666 33.333333333333336 1e+21',
  ],
])

renders('a container within itself prints as dots', [
  ['{% set x = [1] %}{{ x.append(x) }}{{ x }}', 'None[1, [...]]'],
  ["{% set x = {} %}{{ x.update({'x': x}) }}{{ x }}", "None{'x': {...}}"],
])

renders('objects print with an address', [
  ['{{ lipsum }}', '<function generate_lorem_ipsum at 0x…>'],
  ['{{ d.items }}', '<built-in method items of dict object at 0x…>'],
  ["{{ l|map('string') }}", '<generator object sync_do_map at 0x…>'],
  ['{{ cycler(1) }}', '<jinja2.utils.Cycler object at 0x…>'],
  ['{{ l|reverse }}', '<list_reverseiterator object at 0x…>'],
  ['{{ l|select }}', '<generator object select_or_reject at 0x…>'],
  ['{{ l|batch(2) }}', '<generator object do_batch at 0x…>'],
  ['{{ l|unique }}', '<generator object sync_do_unique at 0x…>'],
  ["{{ 'a'.upper }}", '<built-in method upper of str object at 0x…>'],
  ['{{ dict }}{{ namespace }}', "<class 'dict'><class 'jinja2.utils.Namespace'>"],
])
