// Compiles programs as Pulumi does in a project without a compiler of its own: with the one that its SDK brings along, whose errors in the files of
// other packages it doesn't show. Prints where there are errors.
const ts = require("@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");

const programs = process.argv.slice(2);
const program = ts.createProgram(programs, {
  noEmit: true,
  strict: true,
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.CommonJS,
  types: [],
});
for (const file of program.getSourceFiles()) {
  if (!programs.includes(file.fileName) && !file.fileName.includes("/pulumi-rainbond/dist/")) continue;
  for (const { start = 0 } of ts.getPreEmitDiagnostics(program, file))
    console.log(`${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}`);
}
