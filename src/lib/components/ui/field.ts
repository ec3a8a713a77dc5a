/** What a FormField hands to its control; spread it: `<Input {...field} />`. */
export interface FieldAttributes {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: 'true';
  required?: true;
}
