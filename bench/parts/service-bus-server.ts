/** Takes what is sent to it, and says so: a process of its own for bench/sinks/service_bus.ts. Prints its port. */
import { ServiceBusDouble } from '../../test/helpers/service-bus-double.ts'

const double = await ServiceBusDouble.start({ after: () => {} }, { blind: true })
console.log(double.port)
process.on('disconnect', () => process.exit())
