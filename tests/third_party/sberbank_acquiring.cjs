// One call of npm's sberbank-acquiring: address, method and parameters in, what it told its caller out.
const Acquiring = require("sberbank-acquiring");

const [address, method, parameters] = process.argv.slice(2);
const client = new Acquiring({ userName: "demo-api", password: "demo-password" }, "https://shop.example/{order}");
client.entry = address;

client[method](...JSON.parse(parameters)).then(
  (value) => console.log(JSON.stringify(value)),
  (error) => console.log(`${error.name} ${error.sberErrorCode ?? error.code}: ${error.message}`),
);
