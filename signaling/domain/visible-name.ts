const LINE_ENDS = /[\t-\r\u0085\u2028\u2029]+/gu;
/** Controls of terminals, what turns the text around, and what is there and not seen; joiners apart. */
const UNSEEN =
  /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]/gu;
/** Persian, Hindi and emoji are written with joiners; elsewhere two names would look like one. */
const IDLE_JOINERS =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])|(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200c\u200d]+|(?<=[\u200c\u200d])[\u200c\u200d]+/gu;
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A person's name as it may stand before others: only what one can see of it. Empty when that is
 * nothing. What else a name must be, `DisplayName` says.
 */
export function visibleName(name: string): string {
  const seen = name.replace(LINE_ENDS, ' ').replace(UNSEEN, '').replace(IDLE_JOINERS, '').trim();
  return SEEN.test(seen) ? seen : '';
}
