import { fails, renders } from '../table.ts'

renders('loops go through values, filtered and recursively', [
  ['{% for x in l if x > 1 %}{{ loop.index }}{{ x }}{{ loop.last }};{% endfor %}', '13False;22True;'],
  [
    '{% for x in [] %}x{% else %}none{% endfor %}{% for x in l if x > 5 %}x{% else %}none{% endfor %}',
    'nonenone',
  ],
  [
    '{% for x in [1, [2, [3]]] recursive %}{{ loop.depth }}:{% if x is iterable %}{{ loop(x) }}{% else %}{{ x }}{% endif %};{% endfor %}',
    '1:1;1:2:2;2:3:3;;;',
  ],
  ['{% for k, v in d.items() if v != 1 %}{{ k }}{% endfor %}', 'aitemsnested'],
  [
    "{% for x in 'abc' %}{{ x }}{% endfor %}{% for x in d %}{{ x }}{% endfor %}{% for x in nope %}{% endfor %}",
    'abcbaitemsnested',
  ],
  [
    '{% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}',
    '123112321233',
  ],
  ['{% for x in l recursive %}{{ x }}{% else %}E{% endfor %}', '312'],
  ['{% for x in l|sort(reverse=true) if x is odd %}{{ x }}{% endfor %}', '31'],
  [
    '{% for p in [(1, 2)] if p %}{{ p }}{% endfor %}{% for a, b in [[1, 2]] if a %}{{ loop.changed(a) }}{{ loop.previtem }}{% endfor %}',
    '(1, 2)True',
  ],
])

fails('what cannot be gone through is an error', [
  ['{% for x in 5 %}{% endfor %}', 'TypeError'],
  ['{% for x in none %}{% endfor %}', 'TypeError'],
  ['{% for x in l %}{{ loop(l) }}{% endfor %}', 'TypeError'],
])
