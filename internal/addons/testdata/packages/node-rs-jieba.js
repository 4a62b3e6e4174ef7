const { Jieba, TfIdf } = require('@node-rs/jieba');
const { dict, idf } = require('@node-rs/jieba/dict');
const jieba = Jieba.withDict(dict);
console.log(jieba.cut('我们中出了一个叛徒', false).join('/'));
console.log(jieba.cutForSearch('南京市长江大桥').join('/'), jieba.cutAll('北京大学').join('/'));
console.log(jieba.tag('我是拖拉机学院手扶拖拉机专业的').map(({ tag, word }) => word + tag).join(' '));
console.log(TfIdf.withDict(idf).extractKeywords(jieba, '今天纽约的天气真好啊，京华大酒店的张尧经理吃了一只北京烤鸭。', 3).map((k) => [k.keyword, k.weight.toFixed(3)]));
