const { v4, v4fast, v1 } = require('@napi-rs/uuid');
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(v4()), new Set(Array.from({ length: 1000 }, () => v4())).size);
