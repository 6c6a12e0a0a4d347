import { renders } from '../../table.ts'

renders('lines break at blanks, hyphens and within long words', [
  ["{{ 'well-known words-and-hyphens here'|wordwrap(8) }}", 'well-\nknown\nwords-\nand-\nhyphens\nhere'],
  [
    "{{ 'abcdefghijklmnop qr'|wordwrap(5) }}|{{ 'abcdefghij kl'|wordwrap(5, false) }}|{{ 'a-b-c-d-e-f'|wordwrap(4) }}",
    'abcde\nfghij\nklmno\np qr|abcdefghij\nkl|a-b-\nc-d-\ne-f',
  ],
  [
    "{{ 'one two three'|wordwrap(7, wrapstring='|') }}|{{ 'well-known text'|wordwrap(6, break_on_hyphens=false) }}|{{ 'em--dash -- and --option'|wordwrap(6) }}",
    'one two|three|well-k\nnown\ntext|em--\ndash\n-- and\n--opti\non',
  ],
  [
    "{{ '   leading and   inner   blanks   '|wordwrap(9) }}|{{ '1-2 a-1 foo-bar2-baz'|wordwrap(4) }}|{{ 'long-hyphenatedword'|wordwrap(7) }}",
    'leading\nand\ninner\nblanks|1-2\na-1\nfoo-\nbar2\n-baz|long-hy\nphenate\ndword',
  ],
])
