// Encodings that a page may have and a URL of a program has not.
'use strict';
