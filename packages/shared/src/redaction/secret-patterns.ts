/**
 * Patterns of secrets whose value is not known. Each is bounded, so that no text takes more than linear time, and masks
 * the secret alone, not the text before it.
 */
export const SECRET_PATTERNS: readonly RegExp[] = [
  // A key of 16,384 bits has 13 kB; one that starts and never ends must not hide the rest of a log.
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,16384}?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /gh[pousr]_[A-Za-z0-9]{36,255}/g,
  /ghs_[A-Za-z0-9_.-]{20,1024}/g, // installation tokens, of changing shape
  /github_pat_[A-Za-z0-9_]{20,255}/g,
  /glpat-[A-Za-z0-9_-]{20,64}/g,
  /(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  /(?<=aws_?(?:secret_?access_?key|session_?token)["']?\s{0,3}[:=]\s{0,3}["']?)[A-Za-z0-9/+=]{40,2048}/gi,
  /ya29\.[A-Za-z0-9_-]{20,2048}/g,
  /1\/\/0[A-Za-z0-9_-]{30,512}/g, // Google's refresh tokens
  /AIza[A-Za-z0-9_-]{35}/g,
  /GOCSPX-[A-Za-z0-9_-]{20,64}/g,
  /eyJ[A-Za-z0-9_-]{10,512}\.eyJ[A-Za-z0-9_-]{10,2048}\.[A-Za-z0-9_-]{10,2048}/g,
  /xox[abeoprs]-[A-Za-z0-9-]{10,255}/g,
  /(?<=hooks\.slack\.com\/services\/)[A-Za-z0-9/]{20,128}/g,
  /[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}/g,
  /sk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,255}/g,
  /npm_[A-Za-z0-9]{36}/g,
  /pypi-[A-Za-z0-9_-]{50,512}/g,
  /hf_[A-Za-z0-9]{30,64}/g,
  /dop_v1_[a-f0-9]{64}/g,
  /SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}/g,
  /(?<=AccountKey=)[A-Za-z0-9+/=]{40,128}/g,
  /(?<=[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=)[A-Za-z0-9%+/=]{20,1024}/g,
  /AGE-SECRET-KEY-1[A-Z0-9]{50,64}/g,
  /(?<=[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/g,
  /(?<=(?:authorization|x-api-key|private-token)["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer |token |basic )?\s{0,3})(?!bearer|token|basic)[^\s"',]{6,2048}/gi,
];

/**
 * Beginnings of the above at the end of a text, which more text may make a secret. Tested on the last few kB only.
 */
export const SECRET_BEGINNING =
  /(?:-----BEGIN[A-Z -]{0,50}|gh[pousr]_[A-Za-z0-9_.-]{0,60}|github_pat_\w{0,90}|glpat-[\w-]{0,30}|A[KS]IA[A-Z0-9]{0,16}|ya29\.[\w-]{0,30}|AIza[\w-]{0,35}|GOCSPX-[\w-]{0,30}|eyJ[\w.-]{0,2048}|xox[abeoprs]-[\w-]{0,30}|[rs]k_(?:live|test)_\w{0,30}|sk-[\w-]{0,40}|npm_\w{0,36}|pypi-[\w-]{0,60}|hf_\w{0,40}|dop_v1_\w{0,64}|SG\.[\w.-]{0,100}|AGE-SECRET-KEY-1\w{0,60}|(?:AccountKey|[?&]sig|aws_?secret_?access_?key["']?\s{0,3}[:=]\s{0,3}["']?|hooks\.slack\.com\/services\/)[A-Za-z0-9+/=%]{0,40}|[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@]{0,300})$/i;
