import { fails, renders } from '../table.ts'

renders('sequences are put together and repeated', [
  ["{{ 'a' + 'b' }}{{ [1] + [2] }}{{ (1,) + (2,) }}", 'ab[1, 2](1, 2)'],
  ["{{ 'ab' * 2 }}{{ 2 * 'ab' }}{{ [0] * 3 }}{{ 'a' * -1 }}{{ (1,) * true }}", 'abababab[0, 0, 0](1,)'],
  ["{{ '<'|safe + '<' }}{{ '<' + '>'|safe }}{{ ('<'|safe) * 2 }}", '<&lt;&lt;><<'],
  ['{{ 1 ~ 2 ~ none ~ [1] }}', '12None[1]'],
])

fails("operands that do not fit are an error, in Python's words", [
  ["{{ 'a' + 1 }}", 'TypeError'],
  ["{{ 1 + 'a' }}", 'TypeError'],
  ['{{ [1] + (2,) }}', 'TypeError'],
  ['{{ (1,) + [2] }}', 'TypeError'],
  ["{{ 'a' - 'b' }}", 'TypeError'],
  ["{{ 'a' * 1.5 }}", 'TypeError'],
  ["{{ 'a' * 'b' }}", 'TypeError'],
  ['{{ {} + {} }}', 'TypeError'],
  ['{{ none * 2 }}', 'TypeError'],
  ['{{ [] // 2 }}', 'TypeError'],
  ["{{ 'a' ** 2 }}", 'TypeError'],
  ["{{ -'a' }}", 'TypeError'],
  ['{{ +[] }}', 'TypeError'],
  ['{{ none / 2 }}', 'TypeError'],
])
