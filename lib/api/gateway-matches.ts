import { headerName } from './gateway-filters';
import { choice, listByKey, object, required, Rule, Schema, string } from './kit/schema';

/** How a path is compared. */
export interface PathMatch {
  readonly type?: string;
  readonly value?: string;
}

const literal = "(self.type in ['Exact','PathPrefix'])";
const isLiteral = ({ type = 'PathPrefix' }: PathMatch): boolean => type === 'Exact' || type === 'PathPrefix';
const pathText = "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";
const when = "when type one of ['Exact', 'PathPrefix']";

const pathMatchRules: readonly Rule[] = [
  {
    rule: `${literal} ? self.value.startsWith('/') : true`,
    message: `value must be an absolute path and start with '/' ${when}`,
    holds: (self: PathMatch) => !isLiteral(self) || (self.value ?? '/').startsWith('/'),
  },
  ...['//', '/./', '/../', '%2f', '%2F', '#'].map((text) => ({
    rule: `${literal} ? !self.value.contains('${text}') : true`,
    message: `must not contain '${text}' ${when}`,
    holds: (self: PathMatch) => !isLiteral(self) || !(self.value ?? '/').includes(text),
  })),
  ...['/..', '/.'].map((text) => ({
    rule: `${literal} ? !self.value.endsWith('${text}') : true`,
    message: `must not end with '${text}' ${when}`,
    holds: (self: PathMatch) => !isLiteral(self) || !(self.value ?? '/').endsWith(text),
  })),
  {
    rule: "self.type in ['Exact','PathPrefix'] || self.type == 'RegularExpression'",
    message: "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']",
    holds: (self: PathMatch) => isLiteral(self) || self.type === 'RegularExpression',
  },
  {
    rule: `${literal} ? self.value.matches(r"""${pathText}""") : true`,
    message: `must only contain valid characters (matching ${pathText}) for types ['Exact', 'PathPrefix']`,
    holds: (self: PathMatch) => !isLiteral(self) || new RegExp(pathText).test(self.value ?? '/'),
  },
];

const matchType = (description: string): Schema =>
  choice(description, ['Exact', 'RegularExpression'], { default: 'Exact' });

/** The match where none is named. */
export const everyPath = { path: { type: 'PathPrefix', value: '/' } };

/** One sort of requests. */
export const match = object('HTTPRouteMatch', 'One sort of requests: all that is named must fit.', {
  path: object(
    'HTTPPathMatch',
    'Path of the request.',
    {
      type: choice('How the path is compared.', ['Exact', 'PathPrefix', 'RegularExpression'], {
        default: 'PathPrefix',
      }),
      value: string('The path.', { maxLength: 1024, default: '/' }),
    },
    { default: everyPath.path, rules: pathMatchRules },
  ),
  headers: listByKey(
    'Headers of the request.',
    'name',
    object('HTTPHeaderMatch', 'One header.', {
      type: matchType('How the value is compared.'),
      name: required(headerName('Name of the header.')),
      value: required(string('Value of the header.', { minLength: 1, maxLength: 4096 })),
    }),
    { maxItems: 16 },
  ),
  queryParams: listByKey(
    'Parameters of the query.',
    'name',
    object('HTTPQueryParamMatch', 'One parameter.', {
      type: matchType('How the value is compared.'),
      name: required(headerName('Name of the parameter.')),
      value: required(string('Value of the parameter.', { minLength: 1, maxLength: 1024 })),
    }),
    { maxItems: 16 },
  ),
  method: choice('Method of the request.', [
    ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'],
  ]),
});
