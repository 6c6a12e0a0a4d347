import { renders } from '../../table.ts'

renders('tags and comments go, blanks become one', [
  ['{{ html|striptags }}', 'Tom & "J\'s"'],
  ["{{ '<p>a  <b>b</b>\\n c</p><!-- <x> -->d'|striptags }}", 'a b cd'],
  [
    "{{ 'a < b > c <!-- open'|striptags }}|{{ '<open'|striptags }}|{{ '&lt;b&gt;'|striptags }}|{{ 5|striptags }}|{{ '<<a>>'|striptags }}|{{ 'x<!-->y-->z'|striptags }}",
    'a c <!-- open|<open|<b>|5|>|xz',
  ],
])
