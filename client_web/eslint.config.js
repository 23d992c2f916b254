import tseslint from "typescript-eslint";

/** Imports go down only: ui → state → protocol | crypto → bytes; net, storage and worker are adapters that main.ts plugs in. */
const ROOMS = ["ui", "state", "net", "storage", "worker", "packages", "protocol", "crypto", "bytes"];
/** @type {Record<string, string[]>} */
const BELOW = {
  bytes: [],
  crypto: ["bytes"],
  protocol: ["bytes"],
  packages: ["crypto", "bytes"],
  worker: ["packages", "protocol", "crypto", "bytes"],
  state: [
    "protocol",
    "crypto",
    "bytes",
    "worker/port",
    "worker/copy_port",
    "worker/ordered_port",
    "worker/key_life",
    "worker/matching_port",
    "worker/custody_port",
    "worker/succession_port",
    "worker/release_port",
    "worker/record_request_port",
    "worker/legal_port",
    "worker/retention_port",
    "worker/private_notes_port",
  ],
  net: [
    "protocol",
    "bytes",
    "state/ports",
    "state/identity_http",
    "state/console_http",
    "state/custody_http",
    "state/lobby_http",
    "state/mail_http",
    "state/record_http",
    "state/private_notes_http",
    "state/matching_http",
    "state/release_http",
    "state/record_requests_http",
    "state/retention_http",
    "worker/key_life",
    "worker/matching_port",
    "worker/custody_port",
    "worker/succession_port",
    "worker/release_port",
    "worker/record_request_port",
  ],
  storage: ["bytes", "state/ports"],
  ui: ["state"],
};

const NO_HTML = [
  {
    selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]",
    message: "Text is text: no HTML is made from strings.",
  },
  {
    selector: "JSXAttribute[name.name=/^(dangerouslySetInnerHTML|innerHTML|srcdoc)$/]",
    message: "Text is text: no HTML is made from strings.",
  },
  {
    selector: "JSXAttribute[name.name='style'] Literal",
    message: "A style attribute is refused by the content security policy.",
  },
  { selector: "ExportDefaultDeclaration", message: "Exports have names." },
  { selector: "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']", message: "No eval." },
];

/** @param {keyof typeof BELOW} room */
function layer(room) {
  const allowed = BELOW[room] ?? [];
  const forbidden = ROOMS.filter((other) => other !== room && !allowed.includes(other));
  const group = forbidden.map((other) => `**/${other}/**`);
  for (const file of allowed.filter((path) => path.includes("/"))) group.push(`!**/${file}.ts`);
  /** @type {["error", object]} */
  const rule = ["error", { patterns: [{ group, message: `${room}/ imports only what is below it.` }] }];
  return {
    files: [`src/${room}/**/*.{ts,tsx}`],
    rules: { "no-restricted-imports": rule },
  };
}

export default tseslint.config(
  { ignores: ["dist/", "dist-stage/", "node_modules/"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.json", "tsconfig.worker.json", "tsconfig.web.json", "tsconfig.tests.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "no-eval": "error",
      "no-implied-eval": "off", // the type-aware version is in strictTypeChecked
      "no-restricted-syntax": ["error", ...NO_HTML],
      "max-lines": ["error", 400],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...Object.keys(BELOW).map(layer),
  {
    files: ["**/*.config.{js,ts}", "**/*.d.ts"],
    rules: { "no-restricted-syntax": "off" }, // their tools ask for a default export, and others' modules have one
  },
  {
    files: ["**/*.{js,mjs}"],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
