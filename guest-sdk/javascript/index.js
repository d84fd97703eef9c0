// The package is types; what runs is in `@anteroom/actions/testing`.
'use strict';
