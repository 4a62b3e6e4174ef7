export const z = 1; export let b = 2; export function a() {} export default 5; export class C {} export const set = () => { b = 3; };
