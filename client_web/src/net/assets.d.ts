/** A file of the build, by its address. */
declare module "*.ttf?url" {
  const url: string;
  export default url;
}
