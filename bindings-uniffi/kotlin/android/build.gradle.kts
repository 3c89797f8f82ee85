// The AAR. First `cargo xtask test Kotlin` for the sources, then `./build-libraries.sh` for the libraries, then `gradle assembleRelease`.

plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.20"
    id("maven-publish")
}

group = "dev.refundkit"
version = "0.1.0"

val work = file("../../../target/kotlin")

android {
    namespace = "dev.refundkit"
    compileSdk = 36

    defaultConfig {
        minSdk = 23
        consumerProguardFiles("consumer-rules.pro")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }

    sourceSets["main"].apply {
        kotlin.srcDirs("../src/main/kotlin", work.resolve("android"))
        jniLibs.srcDir(work.resolve("jniLibs"))
    }

    publishing {
        singleVariant("release")
    }
}

kotlin {
    compilerOptions.jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8
}

dependencies {
    api("net.java.dev.jna:jna:5.18.1@aar")
    implementation("androidx.annotation:annotation:1.9.1")
    compileOnly("com.squareup.okhttp3:okhttp:5.1.0")
    compileOnly("io.ktor:ktor-client-core:3.5.2")
}

publishing {
    publications.register<MavenPublication>("release") {
        artifactId = "refundkit-android"
        afterEvaluate { from(components["release"]) }
    }
}
