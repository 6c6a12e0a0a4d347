import { fails, renders } from '../table.ts'

renders("numbers have Python's attributes and methods", [
  [
    '{{ (5).bit_length() }}{{ (0).bit_length() }}{{ (7).bit_count() }}{{ (5).real }}{{ (5).imag }}{{ (5).numerator }}{{ (5).denominator }}{{ (5).conjugate() }}{{ true.bit_length() }}',
    '303505151',
  ],
  [
    '{{ (1.5).is_integer() }}{{ (2.0).is_integer() }}{{ (1.5).as_integer_ratio() }}{{ (0.5).hex() }}{{ (1.5).real }}{{ (1.5).imag }}{{ (3).as_integer_ratio() }}',
    'FalseTrue(3, 2)0x1.0000000000000p-11.50.0(3, 1)',
  ],
])

fails('and no others', [
  ['{{ (1.5).numerator.x }}', 'UndefinedError', "'float object' has no attribute 'numerator'"],
  ['{{ (1).nope.x }}', 'UndefinedError', "'int object' has no attribute 'nope'"],
  ['{{ (2).is_integer() }}', 'UndefinedError', "'int object' has no attribute 'is_integer'"],
])
