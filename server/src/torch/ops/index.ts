/** Every operator family, imported for its registrations. */
import "./convolution.ts";
import "./convolutionLayers.ts";
import "./pooling.ts";
import "./adaptivePooling.ts";
import "./unpooling.ts";
import "./poolingLayers.ts";
import "./elementwise.ts";
import "./unary.ts";
import "./compare.ts";
import "./operators.ts";
