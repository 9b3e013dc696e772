/** The vocabularies that projects are classified by, in the order they are offered. */
export const CLASSIFYING = [
  "sdg-goal",
  "sdg-target",
  "katun-axis",
  "national-priority",
  "government-policy",
  "iberoamerican-sector",
  "crs-purpose",
  "crs-category",
  "policy-marker",
  "tag",
] as const;
export type Classifying = (typeof CLASSIFYING)[number];
