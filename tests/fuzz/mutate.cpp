// SPDX-License-Identifier: GPL-3.0-or-later
// A fuzzing driver for compilers without libFuzzer: it mutates the target's seeds and its own finds at random. It
// knows nothing of coverage, so it needs good seeds. A crash prints the input in hexadecimal first.
#include "core/base/bytes.h"
#include "tests/fuzz/fuzz_target.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <unistd.h>

namespace {

std::string currentInput;

void printInput(int signal)
{
    constexpr std::size_t most = 4096;
    const char* digits = "0123456789abcdef";
    const char text[] = "\ncrashed on input (hexadecimal): ";
    (void)!write(2, text, sizeof text - 1);
    for (std::size_t i = 0; i < currentInput.size() && i < most; ++i) {
        const auto byte = static_cast<unsigned char>(currentInput[i]);
        const char pair[2] = {digits[byte >> 4U], digits[byte & 15U]};
        (void)!write(2, pair, 2);
    }
    (void)!write(2, "\n", 1);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

std::string mutate(std::string input, const std::vector<std::string>& pool, std::mt19937& random)
{
    const auto place = [&] { return input.empty() ? 0 : random() % input.size(); };
    for (auto changes = random() % 6 + 1; changes > 0; --changes) {
        switch (random() % 6) {
        case 0: input.insert(input.begin() + static_cast<std::ptrdiff_t>(place()), static_cast<char>(random())); break;
        case 1: if (!input.empty()) input[place()] = static_cast<char>(random()); break;
        case 2: if (!input.empty()) input.erase(place(), random() % 8 + 1); break;
        case 3: if (!input.empty()) input[place()] ^= static_cast<char>(1U << (random() % 8)); break;
        case 4: input.resize(input.empty() ? 0 : place()); break;
        default: {
            const std::string& other = pool[random() % pool.size()];
            const auto from = other.empty() ? 0 : random() % other.size();
            input.insert(place(), other.substr(from, random() % 64));
        }
        }
    }
    return input;
}

} // namespace

int main(int argc, char** argv)
{
    double seconds = 2;
    unsigned seed = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--seconds") == 0)
            seconds = std::atof(argv[i + 1]);
        else if (std::strcmp(argv[i], "--seed") == 0)
            seed = static_cast<unsigned>(std::atol(argv[i + 1]));
        else
            return std::fprintf(stderr, "usage: %s [--seconds N] [--seed N]\n", argv[0]), 2;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS})
        std::signal(signal, printInput);

    std::mt19937 random(seed);
    std::vector<std::string> pool = weir::test::fuzzSeeds();
    const std::size_t most = pool.size() + 2'000;
    long runs = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) {
        for (int i = 0; i < 100; ++i, ++runs) {
            currentInput = mutate(pool[random() % pool.size()], pool, random);
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(currentInput.data()), currentInput.size());
            if (currentInput.size() < 4'096 && random() % 16 == 0) {
                if (pool.size() < most)
                    pool.push_back(currentInput);
                else
                    pool[random() % pool.size()] = currentInput;
            }
        }
    }
    std::printf("%ld inputs, seed %u\n", runs, seed);
    return 0;
}
