/** What a bundler makes of the file: the address to give to `init`. */
declare const address: string;
export default address;
