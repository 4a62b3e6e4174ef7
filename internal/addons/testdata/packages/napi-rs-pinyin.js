const { pinyin, asyncPinyin, compare, PINYIN_STYLE } = require('@napi-rs/pinyin');
console.log(pinyin('中国 abc'), pinyin('中心', { heteronym: true, style: PINYIN_STYLE?.TONE2 }), compare('中', '国'));
asyncPinyin('我爱中国', { segment: true }).then(console.log);
