Promise.reject(new RangeError('async'));
