const e = Object.assign(new Error('props'), { code: 'ECODE', list: [1] }); throw e;
