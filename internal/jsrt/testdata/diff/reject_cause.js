new Promise(() => { throw new Error('x', { cause: new Error('y') }); });
