"""Is run after the lines that open a dataset, in their process: compares what they opened with FOLDER/KIND.npy."""

import os

import numpy

expected = numpy.load(os.environ['EXPECTED_VALUES'])
if 'df' in globals():
    assert list(df.columns) == ['time', 'sst'], df.columns  # noqa: F821
    numpy.testing.assert_array_equal(df['sst'].values, expected)  # noqa: F821
else:
    opened = tree['0'].to_dataset() if 'tree' in globals() else ds  # noqa: F821
    assert opened.sst.chunks, 'it was not opened lazily'
    assert dict(opened.sizes) == {'time': 6, 'lat': 8, 'lon': 12}, opened.sizes
    assert opened.sst.attrs['units'] == 'degC', opened.sst.attrs
    assert str(opened.time.values[-1])[:10] == '2001-01-06', opened.time.values
    numpy.testing.assert_array_equal(opened.lat.values, numpy.linspace(-87.5, 87.5, 8))
    numpy.testing.assert_array_equal(opened.sst.values, expected)
print('equal')
