export * from './namespace.mjs'; export const own = 1; export * as inner from './namespace.mjs'; export { default as five } from './namespace.mjs';
