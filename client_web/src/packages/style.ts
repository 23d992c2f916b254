/** How record.html looks: calm, on screen and on paper. The same characters as in server/packages/style.py. */
export const STYLE =
  ":root{color-scheme:light dark}" +
  "body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#22272b;background:#fff}" +
  "main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem}" +
  "h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid #d5dadd;padding-bottom:.25rem}" +
  "h3,h4{font-size:1rem;margin:0}h3{color:#54606a;font-weight:600}" +
  "article{margin:0 0 1rem;break-inside:avoid}" +
  "p{margin:0 0 .5rem;overflow-wrap:anywhere}ul{padding-left:1.25rem}li{overflow-wrap:anywhere}" +
  ".words{white-space:pre-wrap;unicode-bidi:plaintext;text-align:start}" +
  ".mark{color:#54606a;font-size:.9rem}" +
  ".statement{border:1px solid #54606a;padding:.75rem;font-weight:600}" +
  "@media (prefers-color-scheme:dark){body{color:#e6eaed;background:#14181b}h2{border-color:#3a4248}h3,.mark{color:#aab4bc}}" +
  "@media print{body{color:#000;background:#fff}h2{break-after:avoid}h3,.mark{color:#333}main{max-width:none;padding:0}}";
