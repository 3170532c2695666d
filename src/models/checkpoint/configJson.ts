/** The text of a config.json that transformers reads: fields that it declares as float keep a decimal point. Knows no model. */

/**
 * transformers 5 checks types strictly and refuses `"label_smoothing": 0`. JavaScript has one type of number, so the fields are
 * named: RagConfig's, DPRConfig's, BartConfig's and those of the other encoders.
 */
const FLOAT_FIELDS = [
  'activation_dropout',
  'attention_dropout',
  'attention_probs_dropout_prob',
  'classifier_dropout',
  'decoder_layerdrop',
  'dropout',
  'encoder_layerdrop',
  'hidden_dropout_prob',
  'init_std',
  'initializer_range',
  'label_smoothing',
  'layer_norm_eps',
];

/** A line of indented JSON; no line begins within a string, since strings hold no raw line break. */
const WHOLE_FLOAT = new RegExp(`^( *"(?:${FLOAT_FIELDS.join('|')})": -?\\d+)(,?)$`, 'gm');

/** @returns indented JSON with a final line break */
export function configJson(config: object): string {
  return `${JSON.stringify(config, null, 2).replace(WHOLE_FLOAT, '$1.0$2')}\n`;
}
